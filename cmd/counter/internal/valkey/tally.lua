-- each gives a command a list of any length, a thousand at a time, for unpack
-- holds some thousands only. f gets an answer and how much came before it.
local function each(list, f, ...)
	for from = 1, #list, 1000 do
		local args = {...}
		for i = from, math.min(from + 999, #list) do
			args[#args + 1] = list[i]
		end
		f(redis.call(unpack(args)), from - 1)
	end
end

local function done() end

-- sum is the sums of a name, {visits, scriptless, bots}, to add to.
local function sum(sums, name)
	local s = sums[name]
	if not s then
		s = {0, 0, 0}
		sums[name] = s
	end
	return s
end

-- include adds a tally as it is stored to sums. Numbers are exact up to 2^53.
local function include(s, tally)
	local visits, scriptless, bots = string.match(tally, '^(%d+) (%d+) (%d+)$')
	s[1], s[2], s[3] = s[1] + visits, s[2] + scriptless, s[3] + bots
end

-- merged is what to set in a hash so that sums are added to its tallies.
local function merged(hash, sums)
	local fields, set = {}, {}
	for field in pairs(sums) do
		fields[#fields + 1] = field
	end
	each(fields, function(tallies, before)
		for i, tally in ipairs(tallies) do
			local s = sums[fields[before + i]]
			if tally then
				include(s, tally)
			end
			set[#set + 1] = fields[before + i]
			set[#set + 1] = string.format('%.0f %.0f %.0f', s[1], s[2], s[3])
		end
	end, 'HMGET', hash)
	return set
end
