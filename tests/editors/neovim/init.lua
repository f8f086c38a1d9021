-- What docs/editors.md tells to put into init.lua; the test sets the command.
vim.lsp.config("keras_lsp", {
  cmd = { "keras-lsp" },
  filetypes = { "python" },
  root_markers = { "pyproject.toml", ".git" },
})
vim.lsp.enable("keras_lsp")
vim.lsp.inlay_hint.enable()

vim.api.nvim_create_user_command("KerasPlot", function()
  local client = vim.lsp.get_clients({ name = "keras_lsp", bufnr = 0 })[1]
  client:exec_cmd({
    title = "plot",
    command = "keras-lsp.plotModel",
    arguments = { { uri = vim.uri_from_bufnr(0), format = "svg", open = true } },
  })
end, {})
