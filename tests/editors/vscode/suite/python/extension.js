// In the place of the Python extension: of its API what is used; for the tests `select`, and a kernel that
// executes nothing.

const vscode = require("vscode");

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let selected = "";
  return {
    select: (path) => {
      selected = path;
      changed.fire({ path });
    },
    kernel: () => {
      const controller = vscode.notebooks.createNotebookController("nothing", "jupyter-notebook", "Nothing");
      controller.executeHandler = ([cell]) => {
        const execution = controller.createNotebookCellExecution(cell);
        execution.start();
        execution.end(true);
      };
      return controller;
    },
    environments: {
      getActiveEnvironmentPath: () => ({ path: selected }),
      resolveEnvironment: async ({ path }) => ({ executable: { uri: path ? vscode.Uri.file(path) : undefined } }),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};
