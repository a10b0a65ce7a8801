/**
 * The steps that Redis takes as one. Keys: the stream of entries, the hash of what is known of it (`epoch`, `floor`,
 * `run`, `safe`), and the hash of a publisher: `n` its last number, `p` the entry of that, and reasons by number.
 *
 * An entry has the fields `e` (epoch), `c` (channel), `d` (data). Its id, milliseconds and a sequence, is its position.
 */
/**
 * KEYS: stream, hash. ARGV: the epoch and the id of what the asker has seen, or empty; 1 when Redis has every write on
 * disk before it answers. Returns the epoch and the floor.
 *
 * Another run than before may have lost something, unless both had every write on disk; one that was a replica may have
 * even so. Writes only what has changed: a Redis that takes no writes can be read.
 */
export declare const hello = "\nlocal function older(a, b)\n  local am, as = string.match(a, '(%d+)-(%d+)')\n  local bm, bs = string.match(b, '(%d+)-(%d+)')\n  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)\n  return am < bm or (am == bm and as < bs)\nend\n\nlocal promoted = string.match(redis.call('INFO', 'replication'), 'second_repl_offset:(-?%d+)')\nlocal run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') .. promoted\nlocal known = redis.call('HMGET', KEYS[2], 'epoch', 'floor', 'run', 'safe')\nlocal epoch, floor = known[1], known[2]\nlocal last = '0-0'\nif redis.call('EXISTS', KEYS[1]) == 1 then\n  local info = redis.call('XINFO', 'STREAM', KEYS[1])\n  for i = 1, #info, 2 do if info[i] == 'last-generated-id' then last = info[i + 1] end end\nelseif floor then\n  last = floor\nend\nlocal durable = known[4] == '1' and ARGV[3] == '1' and promoted == '-1'\nlocal shorter = ARGV[1] == epoch and older(last, ARGV[2])\nif not epoch or (known[3] ~= run and not durable) or shorter then\n  local time = redis.call('TIME')\n  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)\n  epoch = string.format('%d', math.max(now, tonumber(epoch or '0') + 1, (tonumber(ARGV[1]) or 0) + 1))\n  floor = last\nend\nif epoch ~= known[1] or floor ~= known[2] or run ~= known[3] or ARGV[3] ~= known[4] then\n  redis.call('HSET', KEYS[2], 'epoch', epoch, 'floor', floor, 'run', run, 'safe', ARGV[3])\nend\nreturn { epoch, floor }\n";
/**
 * KEYS: stream, hash, publisher. ARGV: epoch, number, milliseconds for which the publisher is remembered, how many
 * numbers back a refusal is, most entries, then `entry`, channel, data, or `skip`, or `refuse`, reason. Returns the
 * verdict and its id or reason; nothing in another epoch.
 */
export declare const take: (sequences: number) => string;
/** KEYS: stream, hash. ARGV: an id, most entries, most characters. Returns entries, and the epoch and the floor. */
export declare const range = "\nlocal found, characters, after = {}, 0, ARGV[1]\nwhile #found < tonumber(ARGV[2]) and characters < tonumber(ARGV[3]) do\n  local count = math.min(20, tonumber(ARGV[2]) - #found)\n  local some = redis.call('XRANGE', KEYS[1], '(' .. after, '+', 'COUNT', count)\n  for _, entry in ipairs(some) do\n    found[#found + 1] = entry\n    characters = characters + #entry[2][6]\n    after = entry[1]\n  end\n  if #some < count then break end\nend\nreturn { found, redis.call('HMGET', KEYS[2], 'epoch', 'floor') }\n";
/** KEYS: stream, hash. ARGV: how many milliseconds an entry is kept, most entries. */
export declare const trim = "\nlocal function older(a, b)\n  local am, as = string.match(a, '(%d+)-(%d+)')\n  local bm, bs = string.match(b, '(%d+)-(%d+)')\n  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)\n  return am < bm or (am == bm and as < bs)\nend\n\nlocal function cut(last)\n  local milliseconds, sequence = string.match(last, '(%d+)-(%d+)')\n  redis.call('XTRIM', KEYS[1], 'MINID', '=', milliseconds .. '-' .. string.format('%d', tonumber(sequence) + 1))\n  if older(redis.call('HGET', KEYS[2], 'floor') or '0-0', last) then redis.call('HSET', KEYS[2], 'floor', last) end\nend\n\nlocal time = redis.call('TIME')\nlocal oldest = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) - tonumber(ARGV[1])\nlocal last = redis.call('XREVRANGE', KEYS[1], string.format('(%d-0', oldest), '-', 'COUNT', 1)\nif last[1] then cut(last[1][1]) end\nlocal surplus = redis.call('XLEN', KEYS[1]) - tonumber(ARGV[2])\nif surplus > 0 then\n  local entries = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', math.min(surplus, 1000))\n  cut(entries[#entries][1])\nend\n";
