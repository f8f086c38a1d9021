// In the place of the Python extension: of its API what is used, and `select` for the tests.

const vscode = require("vscode");

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let selected = "";
  return {
    select: (path) => {
      selected = path;
      changed.fire({ path });
    },
    environments: {
      getActiveEnvironmentPath: () => ({ path: selected }),
      resolveEnvironment: async ({ path }) => ({ executable: { uri: path ? vscode.Uri.file(path) : undefined } }),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
  };
};
