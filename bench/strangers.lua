-- For wrk: every request comes from a reader of other languages, so that hardly any page is kept for it.
local function tag()
  local letters = {}
  for i = 1, 3 do letters[i] = string.char(math.random(97, 122)) end
  return table.concat(letters)
end

function init()
  math.randomseed(os.time())
end

function request()
  wrk.headers["Accept-Language"] = tag() .. "," .. tag() .. ";q=0.9"
  return wrk.format("GET")
end
