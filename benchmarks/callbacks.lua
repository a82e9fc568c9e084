-- Sends callbacks as PlugZapi does, each of them once: all instances that there are keys of take turns, and each gets connected
-- and disconnected by turns, a millisecond after the other. Settings come as environment variables, from benchmarks/run.

local instances
local first = tonumber(os.getenv("FIRST_MOMENT"))
local rate = tonumber(os.getenv("RATE") or "0")
local limit = tonumber(os.getenv("LIMIT") or "0")
local threads = tonumber(os.getenv("THREADS"))

local started = 0
function setup(thread)
  thread:set("number", started)
  started = started + 1
end

local head = {}
local tail = {}

function init()
  math.randomseed(first + number)
  next_callback = number
  local i = 0
  for line in io.lines(os.getenv("KEYS_FILE")) do
    local id, key = line:match("(%S+) (%S+)")
    local phone = string.format("5544%09d", 999000000 + i)
    for half, form in ipairs({
      { '{"type":"ConnectedCallback","app":"PlugZapi","instanceId":"%s","connected":true,"momment":', ',"phone":"' .. phone .. '"}' },
      { '{"type":"DisconnectedCallback","app":"PlugZapi","instanceId":"%s","disconnected":true,"momment":', ',"error":"Device has been disconnected"}' },
    }) do
      local before = form[1]:format(id)
      local length = #before + #tostring(first) + #form[2]
      local slot = 2 * i + half
      head[slot] = "POST /webhooks/" .. id .. "/" .. key .. " HTTP/1.1\r\nHost: localhost\r\n"
        .. "Content-Type: application/json\r\nContent-Length: " .. length .. "\r\n\r\n" .. before
      tail[slot] = form[2]
    end
    i = i + 1
  end
  instances = i
end

function request()
  local n = next_callback
  next_callback = n + threads
  if limit > 0 and n >= limit then
    os.exit(0)
  end
  local round = math.floor(n / instances)
  local slot = 2 * (n % instances) + round % 2 + 1
  return head[slot] .. string.format("%d", first + round) .. tail[slot]
end

-- wrk itself knows no rate. Its threads ask this for how many milliseconds a connection shall wait before it sends again:
-- until the next free place in a timetable that does not wait for slow answers.
if rate > 0 then
  local ffi = require("ffi")
  ffi.cdef("struct moment { long seconds; long nanos; }; int clock_gettime(int clock, struct moment *now);")
  local now = ffi.new("struct moment")
  local interval = 1000 * threads / rate
  local place

  function delay()
    ffi.C.clock_gettime(1, now)
    local millis = tonumber(now.seconds) * 1000 + tonumber(now.nanos) / 1e6
    place = place and place + interval or millis + math.random() * interval
    return place > millis and math.floor(place - millis + 0.5) or 0
  end
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), errors.connect + errors.read + errors.write + errors.status + errors.timeout, latency.max))
end
