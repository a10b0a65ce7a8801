/**
 * KEYS: stream, hash. ARGV: the epoch and the id of what the asker has seen, or empty; 1 when Redis has every write on
 * disk before it answers; by how much the number of a new epoch rises at least. Returns the epoch and the floor.
 *
 * Another run than before may have lost something, unless both had every write on disk; one that was a replica may have
 * even so, and while it is one it is left alone, in the words of Redis: nobody hears when it is one no more. Writes only what has
 * changed: a Redis that takes no writes can be read.
 */
export declare const hello = "\nlocal function older(a, b)\n  local am, as = string.match(a, '(%d+)-(%d+)')\n  local bm, bs = string.match(b, '(%d+)-(%d+)')\n  am, as, bm, bs = tonumber(am), tonumber(as), tonumber(bm), tonumber(bs)\n  return am < bm or (am == bm and as < bs)\nend\n\nlocal function stated()\n  local list, info = redis.call('XINFO', 'STREAM', KEYS[1]), {}\n  for i = 1, #list, 2 do info[list[i]] = list[i + 1] end\n  return info\nend\n\nlocal replication = redis.call('INFO', 'replication')\nif string.match(replication, 'role:slave') then\n  return redis.error_reply(\"READONLY You can't write against a read only replica\")\nend\nlocal promoted = string.match(replication, 'second_repl_offset:(-?%d+)')\nlocal run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') .. promoted\nlocal known = redis.call('HMGET', KEYS[2], 'epoch', 'floor', 'run', 'safe', 'gone', 'added')\nlocal epoch, floor, gone, added = known[1], known[2], known[5], known[6]\nlocal last, came, stays = '0-0', 0, 0\nif redis.call('EXISTS', KEYS[1]) == 1 then\n  local info = stated()\n  last = info['last-generated-id']\n  came, stays = info['entries-added'] or info.length, info.length\nelseif floor then\n  last = floor\nend\nlocal durable = known[4] == '1' and ARGV[3] == '1' and promoted == '-1'\nlocal shorter = ARGV[1] == epoch and older(last, ARGV[2])\nif not epoch or (known[3] ~= run and not durable) or shorter then\n  local time = redis.call('TIME')\n  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)\n  epoch = string.format('%d', math.max(now, tonumber(epoch or '0') + ARGV[4], (tonumber(ARGV[1]) or 0) + ARGV[4]))\n  floor = last\nend\ngone = gone or string.format('%d', came - stays)\nadded = added or string.format('%d', gone + stays)\nif epoch ~= known[1] or run ~= known[3] or ARGV[3] ~= known[4] or gone ~= known[5] then\n  redis.call('HSET', KEYS[2], 'epoch', epoch, 'floor', floor, 'run', run, 'safe', ARGV[3], 'gone', gone, 'added', added)\nend\nreturn { epoch, floor }\n";
export interface Script {
    text: string;
    /** Under which Redis knows it. */
    name: string;
}
/** What may be asked of a Redis to which somebody has said hello. */
export declare const steps: {
    take: Script;
    range: Script;
    newest: Script;
    trim: Script;
};
