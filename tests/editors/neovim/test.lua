-- Does what a person does, and writes what is seen then, as JSON, to $RESULT.
local result = {}
local function wait(what, condition)
  local found
  local ok = vim.wait(60000, function()
    found = condition()
    return found and true or false
  end, 20)
  if not ok then
    error("waited in vain for " .. what)
  end
  return found
end

local function diagnostics()
  local found = vim.diagnostic.get(0)
  return #found > 0 and found
end

local function run()
  vim.cmd.edit(vim.env.FILE)
  local buffer = vim.api.nvim_get_current_buf()
  local client = wait("the client", function()
    return vim.lsp.get_clients({ name = "keras_lsp", bufnr = buffer })[1]
  end)

  local problem = wait("a problem", diagnostics)[1]
  result.diagnostic = { line = problem.lnum + 1, code = problem.code, message = problem.message }

  result.hints = {}
  for _, hint in ipairs(wait("hints", function()
    local hints = vim.lsp.inlay_hint.get({ bufnr = buffer })
    return #hints > 0 and hints
  end)) do
    local label = hint.inlay_hint.label
    result.hints[tostring(hint.inlay_hint.position.line + 1)] = type(label) == "string" and label or label[1].value
  end

  vim.fn.search("Dense(2)")
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  result.hover = client:request_sync("textDocument/hover", params, 10000).result.contents.value

  vim.api.nvim_win_set_cursor(0, { problem.lnum + 1, problem.col })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title:find("keras.layers", 1, true) ~= nil
    end,
  })
  wait("the fix", function()
    return vim.api.nvim_buf_get_lines(0, 1, 2, false)[1] == "from keras.layers import Dense"
  end)
  vim.cmd.write()
  wait("the problem to go", function()
    return #vim.diagnostic.get(0) == 0
  end)

  -- What it opens is for a person; here it is enough to know what it would be.
  vim.ui.open = function(path)
    result.plot = path
  end
  vim.cmd.KerasPlot()
  wait("the plot", function()
    return result.plot
  end)
end

local ok, failure = xpcall(run, debug.traceback)
if not ok then
  result.failure = tostring(failure)
end
vim.fn.writefile({ vim.json.encode(result) }, vim.env.RESULT)
vim.cmd.quitall({ bang = true })
