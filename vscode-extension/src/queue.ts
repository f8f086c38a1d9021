// Work that must not overlap, such as starting and stopping the server.

/**
 * Does one piece of work after the other. A piece that has not begun yet is replaced by the
 * next one: what was asked for last is what is done.
 */
export class Queue {
  private last: Promise<void> = Promise.resolve();
  private waiting: { work: () => Promise<void>; done: Promise<void> } | undefined;

  /** Resolves when the work, or what replaced it, is done; rejects if that failed. */
  add(work: () => Promise<void>): Promise<void> {
    if (this.waiting) {
      this.waiting.work = work;
      return this.waiting.done;
    }
    const waiting = { work, done: Promise.resolve() };
    waiting.done = this.last.then(() => {
      this.waiting = undefined;
      return waiting.work();
    });
    this.waiting = waiting;
    this.last = waiting.done.catch(() => undefined);
    return waiting.done;
  }
}
