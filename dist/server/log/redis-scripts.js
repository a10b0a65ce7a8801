import { createHash } from 'node:crypto';
import { series } from '../../protocol/numbers.js';
import { sequences } from '../../protocol/position.js';

/**
 * The steps that Redis takes as one. Keys: the stream of entries; the hash of what is known of it (`epoch`, `floor`, `run`,
 * `safe`, `added` and `gone`, how many entries came and went); and the hash of a publisher: `n` its last number, `p` its last
 * entry, and of numbers without an entry, by number, the reason of a refusal, and behind an `s` the call that skipped it.
 *
 * An entry has the fields `e` (epoch), `c` (channel), `d` (data). Its id, milliseconds and a sequence, is its position.
 */
/** Compares ids. */
const older = `
local function older(a, b)
  local am, as = string.match(a, '(%d+)-(%d+)')
  local bm, bs = string.match(b, '(%d+)-(%d+)')
  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)
  return am < bm or (am == bm and as < bs)
end
`;
/** What Redis says of the stream. */
const stated = `
local function stated()
  local list, info = redis.call('XINFO', 'STREAM', KEYS[1]), {}
  for i = 1, #list, 2 do info[list[i]] = list[i + 1] end
  return info
end
`;
/**
 * The epoch, the floor, and 1 where that has risen because somebody else has taken entries away: Redis 7 and later know how
 * many there ever were, which one is the first, and the last that was deleted from among the others. They are asked where
 * the length is not what it should be, or `sure` is wanted: what they say has the first entry and the last in it. A Redis
 * that takes no writes can be read.
 */
const look = `${older}${stated}
local function place(milliseconds, sequence)
  return string.format('%d-%d', milliseconds, math.min(sequence, ${sequences - 1}))
end
local function look(sure)
  local known = redis.call('HMGET', KEYS[2], 'epoch', 'floor', 'gone', 'added')
  local epoch, floor, gone, came = known[1], known[2], tonumber(known[3] or ''), tonumber(known[4] or '')
  if not gone or not came or redis.call('EXISTS', KEYS[1]) == 0 then return { epoch, floor } end
  if not sure and redis.call('XLEN', KEYS[1]) == came - gone then return { epoch, floor } end
  local info = stated()
  local added, deleted = info['entries-added'], info['max-deleted-entry-id']
  if not added then return { epoch, floor } end
  if added - info.length == gone then
    if added ~= came then redis.pcall('HSET', KEYS[2], 'added', added) end
    return { epoch, floor }
  end
  local first = info['first-entry'] and info['first-entry'][1]
  local milliseconds, sequence = string.match(first or info['last-generated-id'], '(%d+)-(%d+)')
  local lowest = place(milliseconds, sequence)
  if first then
    lowest = sequence == '0' and place(milliseconds - 1, ${sequences}) or place(milliseconds, sequence - 1)
  end
  if older(lowest, deleted) then lowest = place(string.match(deleted, '(%d+)-(%d+)')) end
  if older(floor, lowest) then floor = lowest end
  local kept = redis.pcall('HSET', KEYS[2], 'floor', floor, 'gone', added - info.length, 'added', added)
  return { epoch, floor, type(kept) == 'number' and 1 or 0 }
end
`;
/** Cuts the oldest off, up to `last`, the newest of them. */
const cut = `
local function cut(last)
  local milliseconds, sequence = string.match(last, '(%d+)-(%d+)')
  local beyond = milliseconds .. '-' .. string.format('%d', tonumber(sequence) + 1)
  redis.call('HINCRBY', KEYS[2], 'gone', redis.call('XTRIM', KEYS[1], 'MINID', '=', beyond))
  if older(redis.call('HGET', KEYS[2], 'floor') or '0-0', last) then redis.call('HSET', KEYS[2], 'floor', last) end
end
`;
/**
 * KEYS: stream, hash. ARGV: the epoch and the id of what the asker has seen, or empty; 1 when Redis has every write on
 * disk before it answers; by how much the number of a new epoch rises at least. Returns the epoch and the floor.
 *
 * Another run than before may have lost something, unless both had every write on disk; one that was a replica may have
 * even so, and while it is one it is left alone, in the words of Redis: nobody hears when it is one no more. Writes only what has
 * changed: a Redis that takes no writes can be read.
 */
const hello = `${older}${stated}
local replication = redis.call('INFO', 'replication')
if string.match(replication, 'role:slave') then
  return redis.error_reply("READONLY You can't write against a read only replica")
end
local promoted = string.match(replication, 'second_repl_offset:(-?%d+)')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') .. promoted
local known = redis.call('HMGET', KEYS[2], 'epoch', 'floor', 'run', 'safe', 'gone', 'added')
local epoch, floor, gone, added = known[1], known[2], known[5], known[6]
local last, came, stays = '0-0', 0, 0
if redis.call('EXISTS', KEYS[1]) == 1 then
  local info = stated()
  last = info['last-generated-id']
  came, stays = info['entries-added'] or info.length, info.length
elseif floor then
  last = floor
end
local durable = known[4] == '1' and ARGV[3] == '1' and promoted == '-1'
local shorter = ARGV[1] == epoch and older(last, ARGV[2])
if not epoch or (known[3] ~= run and not durable) or shorter then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  epoch = string.format('%d', math.max(now, tonumber(epoch or '0') + ARGV[4], (tonumber(ARGV[1]) or 0) + ARGV[4]))
  floor = last
end
gone = gone or string.format('%d', came - stays)
added = added or string.format('%d', gone + stays)
if epoch ~= known[1] or run ~= known[3] or ARGV[3] ~= known[4] or gone ~= known[5] then
  redis.call('HSET', KEYS[2], 'epoch', epoch, 'floor', floor, 'run', run, 'safe', ARGV[3], 'gone', gone, 'added', added)
end
return { epoch, floor }
`;
/**
 * KEYS: stream, hash, publisher. ARGV: epoch, number, milliseconds for which the publisher is remembered, how many
 * numbers back what has no entry is, most entries, then `entry`, channel, data, the id of the last entry that the asker
 * knows, or `skip`, call, or `refuse`, reason. Returns the verdict and its id or reason; nothing in another epoch.
 *
 * An entry that is alone though the last one known has not been let go: somebody has deleted or evicted the stream. Then
 * nobody writes until whoever says hello next begins a new epoch.
 *
 * Redis looks whether it is full at the first write of a script only: where there is an entry, that is the first.
 */
const take = `${look}${cut}
local state = redis.call('HMGET', KEYS[2], 'epoch', 'run')
if state[1] ~= ARGV[1] or state[2] == '' then return false end
local number = tonumber(ARGV[2])
local known = tonumber(redis.call('HGET', KEYS[3], 'n') or '0')
if number <= known then
  local reason = redis.call('HGET', KEYS[3], ARGV[2])
  if reason then return { 'refused', reason } end
  local call = redis.call('HGET', KEYS[3], 's' .. ARGV[2])
  local id = redis.call('HGET', KEYS[3], 'p')
  if call and ARGV[6] == 'skip' and call == ARGV[7] then return { 'taken', id } end
  if id and number == known and not call and ARGV[6] == 'entry' then return { 'taken', id } end
  return { 'already' }
end
if number > known + 1 and number % ${series} ~= 1 then return { 'gap' } end
local id, count = '', 0
if ARGV[6] == 'entry' then
  count = redis.call('XLEN', KEYS[1]) + 1
  if count == 1 then look() end
  local entry = { 'e', ARGV[1], 'c', ARGV[7], 'd', ARGV[8] }
  id = redis.call('XADD', KEYS[1], '*', unpack(entry))
  local milliseconds, sequence = string.match(id, '(%d+)-(%d+)')
  if tonumber(sequence) >= ${sequences} then
    redis.call('HINCRBY', KEYS[2], 'gone', redis.call('XDEL', KEYS[1], id))
    id = redis.call('XADD', KEYS[1], string.format('%d-0', tonumber(milliseconds) + 1), unpack(entry))
    redis.call('HINCRBY', KEYS[2], 'added', 1)
  end
  redis.call('HINCRBY', KEYS[2], 'added', 1)
  if count == 1 and older(redis.call('HGET', KEYS[2], 'floor'), ARGV[9]) then
    redis.call('XDEL', KEYS[1], id)
    redis.call('HSET', KEYS[2], 'run', '', 'safe', '0')
    return false
  end
end
if number > known + 1 then redis.call('DEL', KEYS[3]) end
local old = string.format('%d', number - tonumber(ARGV[4]))
redis.call('HDEL', KEYS[3], old, 's' .. old)
if id ~= '' then
  redis.call('HSET', KEYS[3], 'n', ARGV[2], 'p', id)
  if count > tonumber(ARGV[5]) + 100 then
    local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 100)
    cut(oldest[100][1])
  end
else
  local how = ARGV[6] == 'skip' and 's' or ''
  redis.call('HSET', KEYS[3], 'n', ARGV[2], how .. ARGV[2], ARGV[7])
  id = redis.call('HGET', KEYS[3], 'p')
end
redis.call('PEXPIRE', KEYS[3], ARGV[3])
return { 'taken', id }
`;
/** Whether an entry is of this epoch of the log: others may write to the stream, too. */
const ours = `
local function ours(entry, epoch)
  local fields = entry[2]
  return fields[1] == 'e' and fields[2] == epoch and fields[3] == 'c' and fields[5] == 'd'
end
`;
/**
 * KEYS: stream, hash. ARGV: an id, most entries, most characters. Returns entries beyond it, and beyond the floor; the
 * ends; and the ids of what is none of ours.
 */
const range = `${look}${ours}
local ends = look()
local found, others, characters, after = {}, {}, 0, ARGV[1]
if ends[2] and older(after, ends[2]) then after = ends[2] end
while #found < tonumber(ARGV[2]) and characters < tonumber(ARGV[3]) do
  local count = math.min(20, tonumber(ARGV[2]) - #found)
  local some = redis.call('XRANGE', KEYS[1], '(' .. after, '+', 'COUNT', count)
  for _, entry in ipairs(some) do
    after = entry[1]
    if ours(entry, ends[1]) then
      found[#found + 1] = entry
      characters = characters + #entry[2][6]
    else
      others[#others + 1] = after
    end
    if characters >= tonumber(ARGV[3]) then break end
  end
  if #some < count then break end
end
if #others > 0 then ends = look(true) end
return { found, ends, others }
`;
/**
 * KEYS: stream, hash. ARGV: most entries, most characters. Returns the newest entries beyond the floor, the newest first;
 * the ends; and the id beyond which these are all.
 */
const newest = `${look}${ours}
local ends = look(true)
local after = ends[2] or '0-0'
local most = tonumber(ARGV[1])
local found, characters, before = {}, 0, '+'
while #found < most and characters < tonumber(ARGV[2]) do
  local count = math.min(20, most - #found)
  local some = redis.call('XREVRANGE', KEYS[1], before, '(' .. after, 'COUNT', count)
  for _, entry in ipairs(some) do
    before = '(' .. entry[1]
    if ours(entry, ends[1]) then
      found[#found + 1] = entry
      characters = characters + #entry[2][6]
    end
    if characters >= tonumber(ARGV[2]) then break end
  end
  if #some < count then break end
end
if #found == most or characters >= tonumber(ARGV[2]) then after = table.remove(found)[1] end
return { found, ends, after }
`;
/** KEYS: stream, hash. ARGV: how many milliseconds an entry is kept, most entries. */
const trim = `${older}${cut}
local time = redis.call('TIME')
local oldest = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - tonumber(ARGV[1])
if oldest > 0 then
  local last = redis.call('XREVRANGE', KEYS[1], string.format('(%d-0', oldest), '-', 'COUNT', 1)
  if last[1] then cut(last[1][1]) end
end
local surplus = redis.call('XLEN', KEYS[1]) - tonumber(ARGV[2])
if surplus > 0 then
  local entries = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', math.min(surplus, 1000))
  cut(entries[#entries][1])
end
`;
const script = (text) => ({ text, name: createHash('sha1').update(text).digest('hex') });
/** What may be asked of a Redis to which somebody has said hello. */
const steps = { take: script(take), range: script(range), newest: script(newest), trim: script(trim) };

export { hello, steps };
//# sourceMappingURL=redis-scripts.js.map
