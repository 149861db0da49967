-- Counts a batch and answers how many visits were new, the readers online, and
-- the tallies of the pages given. What can fail is done before the first write.
--
-- KEYS: batch, total, hours, days, online; the pages of each day; the readers of
-- each day; the readers of other days and a set of IDs that are over; the sets of
-- IDs, of which the last but one is the present.
-- ARGV: the numbers of days, IDs and pages; the time before which nobody is
-- online; the seconds to keep the batch, a day's readers and a set of IDs; then
-- the IDs, the visits and the pages. A visit is its kind, its hour in 10 digits,
-- its reader in 8 bytes, the page's number and when it was seen.
local days, ids, pages = tonumber(ARGV[1]), {}, {}
local first = 7 + tonumber(ARGV[2])
for i = 8, first do
	ids[#ids + 1] = ARGV[i]
end
for i = #ARGV - ARGV[3] + 1, #ARGV do
	pages[#pages + 1] = ARGV[i]
end

local again = redis.call('GET', KEYS[1])
local known = {}
for k = 7 + 3 * days, #KEYS do
	if not again and redis.call('EXISTS', KEYS[k]) == 1 then
		each(ids, function(hits, before)
			for i, hit in ipairs(hits) do
				if hit == 1 then
					known[before + i] = true
				end
			end
		end, 'SMISMEMBER', KEYS[k])
	end
end

local function count(sums, name, kind)
	local s = sum(sums, name)
	if kind == '2' then
		s[3] = s[3] + 1
		return
	end
	s[1] = s[1] + 1
	if kind == '1' then
		s[2] = s[2] + 1
	end
end

local new, total, hours, daily, readers, online = {}, {}, {}, {}, {}, {}
for i, id in ipairs(ids) do
	if not again and not known[i] then
		local visit = ARGV[first + i]
		local kind, hour, day, reader = visit:sub(1, 1), visit:sub(2, 11), visit:sub(2, 9), visit:sub(12, 19)
		local page, seen = visit:match('^(%d+) (%-?%d+)$', 20)
		page = pages[tonumber(page)]
		new[#new + 1] = id
		daily[day] = daily[day] or {}
		readers[day] = readers[day] or {}
		count(hours, hour, kind)
		count(total, '', kind)
		if page ~= '' then
			count(total, page, kind)
			count(daily[day], page, kind)
		end
		if reader ~= '\0\0\0\0\0\0\0\0' then
			table.insert(readers[day], reader)
			table.insert(online, seen)
			table.insert(online, reader)
		end
	end
end

total, hours = merged(KEYS[2], total), merged(KEYS[3], hours)
for d = 6, 5 + days do
	local day = KEYS[d]:sub(-8)
	daily[day] = daily[day] and merged(KEYS[d], daily[day])
end

if #ids > 0 and not again then
	redis.call('SET', KEYS[1], #new, 'EX', ARGV[5])
end
each(total, done, 'HSET', KEYS[2])
each(hours, done, 'HSET', KEYS[3])
for d = 6, 5 + days do
	local day = KEYS[d]:sub(-8)
	if daily[day] then
		local distinct = 0
		each(daily[day], done, 'HSET', KEYS[d])
		each(readers[day], function(n) distinct = distinct + n end, 'SADD', KEYS[d + days])
		redis.call('EXPIRE', KEYS[d + days], ARGV[6])
		redis.call('HINCRBY', KEYS[4], day, distinct)
	end
end
if #new > 0 then
	local set = KEYS[#KEYS - 1]
	each(new, done, 'SADD', set)
	redis.call('EXPIRE', set, ARGV[7])
end
redis.call('UNLINK', unpack(KEYS, 6 + 2 * days, 6 + 3 * days))
each(online, done, 'ZADD', KEYS[5], 'GT')
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', ARGV[4])

local answer = {tostring(again or #new), tostring(redis.call('ZCARD', KEYS[5]))}
each(pages, function(tallies)
	for _, tally in ipairs(tallies) do
		answer[#answer + 1] = tally
	end
end, 'HMGET', KEYS[2])
return answer
