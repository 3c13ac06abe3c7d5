-- wrk script: each thread sends its own share of the prepared lines of a file, each line once, in order.
-- Arguments: FILE THREADS METHOD PATH [THINK_MS]. A line is a bearer token for METHOD POST, a query string for GET.
-- With THINK_MS a connection rests for so long on average (evenly from 0 to twice that) before each request.
local made = 0

function setup(thread)
    thread:set("number", made)
    made = made + 1
end

function init(args)
    local threads, method, path, think_ms = tonumber(args[2]), args[3], args[4], tonumber(args[5])
    prepared, at = {}, 0
    local line_number = 0
    for line in io.lines(args[1]) do
        if line_number % threads == number then
            if method == "POST" then
                prepared[#prepared + 1] = wrk.format("POST", path, {["Authorization"] = "Bearer " .. line})
            else
                prepared[#prepared + 1] = wrk.format("GET", path .. "?" .. line)
            end
        end
        line_number = line_number + 1
    end
    if think_ms then
        function delay()
            return math.random(0, 2 * think_ms)
        end
    end
end

function request()
    at = at % #prepared + 1
    return prepared[at]
end
