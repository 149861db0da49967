-- Gives pages' numbers to other pages, and answers whether it did: not if a day
-- has begun that it was not given.
--
-- KEYS: days, total; the pages of every day. ARGV: from, to, from, to.
if redis.call('HLEN', KEYS[1]) ~= #KEYS - 2 then
	return 0
end
local from, to = {}, {}
for i = 1, #ARGV, 2 do
	from[#from + 1] = ARGV[i]
	to[#to + 1] = ARGV[i + 1]
end
for k = 2, #KEYS do
	local gone, sums = {}, {}
	each(from, function(tallies, before)
		for i, tally in ipairs(tallies) do
			if tally then
				gone[#gone + 1] = from[before + i]
				include(sum(sums, to[before + i]), tally)
			end
		end
	end, 'HMGET', KEYS[k])
	each(gone, done, 'HDEL', KEYS[k])
	each(merged(KEYS[k], sums), done, 'HSET', KEYS[k])
end
return 1
