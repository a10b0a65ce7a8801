import { createServer } from 'node:http';
import { currentEnvironment } from '../client/environment.js';
import { demandOneOf } from '../client/options.js';
import { EnckeError } from '../protocol/errors.js';
import { createBrowser, pageAddress } from './browser.js';
import { createLine } from './line.js';

/** What networks have put in place in this realm, in that order. */
const inPlace = [];
/** What a condition may be; a `delay` is a number. */
const values = {
    down: [false, true],
    silent: [false, true],
    delay: [],
    sockets: ['open', 'refused', 'silent'],
    streams: ['open', 'held'],
};
/** Of conditions, where nothing checks types: a test that has misspelt one would be green for nothing. */
function demandConditions(changes) {
    for (const [name, value] of Object.entries(changes)) {
        demandOneOf('condition', name, Object.keys(values));
        const some = values[name];
        if (name === 'delay' ? typeof value === 'number' && value >= 0 : some.includes(value))
            continue;
        const meant = name === 'delay' ? 'a number of milliseconds' : some.join(' or ');
        throw new EnckeError('bad-option', `${name} is ${meant}, not ${value}`);
    }
}
function demandServer(server) {
    if (typeof server?.upgrade === 'function')
        return;
    throw new EnckeError('bad-option', 'a network is for what createServer() of encke/server returns');
}
/** Puts a value in the place of a property. Returns the undo. */
function replace(object, name, value) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
    return () => (own ? Object.defineProperty(object, name, own) : Reflect.deleteProperty(object, name));
}
/** What pages have kept of this network, and of their sessions, would be that of the next test. */
function forget() {
    for (const name of ['localStorage', 'sessionStorage']) {
        try {
            const storage = globalThis[name];
            const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
            for (const key of keys)
                if (key.startsWith('encke '))
                    storage.removeItem(key);
        }
        catch {
            // There is none here.
        }
    }
}
/**
 * Puts a server behind a simulated network: requests for the server's path, on whatever host, go to it; all others go where
 * they went before.
 * @throws EnckeError `bad-option`
 * @example
 * const network = createNetwork(createServer())
 * network.install()
 * network.set({ down: true })
 */
function createNetwork(server) {
    demandServer(server);
    const conditions = { down: false, silent: false, delay: 0, sockets: 'open', streams: 'open' };
    const lines = new Set();
    const undos = new Set();
    const http = createServer((request, response) => {
        if (!server.handle(request, response))
            response.writeHead(404).end();
    });
    http.on('upgrade', (request, socket, head) => server.upgrade(request, socket, head) || socket.destroy());
    function open(kind) {
        const delay = () => conditions.delay;
        const silent = () => conditions.silent || (kind === 'socket' && conditions.sockets === 'silent');
        const held = () => kind === 'request' && conditions.streams === 'held' && !line.server.writableEnded;
        const line = createLine({ delay, blocked: silent }, { delay, blocked: () => silent() || held() });
        lines.add(line);
        for (const end of [line.page, line.server])
            end.on('close', () => line.closed && lines.delete(line));
        if (conditions.down || (kind === 'socket' && conditions.sockets === 'refused')) {
            process.nextTick(line.cut, 'ECONNREFUSED');
        }
        else
            http.emit('connection', line.server);
        return line.page;
    }
    const reach = ({ pathname }, kind) => {
        const { path } = server;
        return pathname === path || pathname.startsWith(`${path}/`) ? () => open(kind) : undefined;
    };
    function cut() {
        for (const line of [...lines])
            line.cut();
    }
    function set(changes) {
        demandConditions(changes);
        Object.assign(conditions, changes);
        if (conditions.down)
            return cut();
        for (const line of lines)
            line.pump();
    }
    return {
        install() {
            const { sendBeacon, ...browser } = createBrowser(reach);
            const { navigator } = globalThis;
            const ways = Object.entries(browser).filter(([, way]) => way);
            const replaced = ways.map(([name, way]) => replace(globalThis, name, way));
            if (navigator)
                replaced.push(replace(navigator, 'sendBeacon', sendBeacon));
            const mine = {
                restore() {
                    for (const restore of replaced)
                        restore();
                },
            };
            inPlace.push(mine);
            function undo() {
                if (!undos.delete(undo))
                    return;
                const at = inPlace.indexOf(mine);
                inPlace.splice(at, 1);
                const next = inPlace[at];
                if (!next)
                    return mine.restore();
                // What was put in its place since has its undo to do, too.
                const { restore } = next;
                next.restore = () => {
                    restore();
                    mine.restore();
                };
            }
            undos.add(undo);
            return undo;
        },
        environment() {
            const { sendBeacon: beacon, ...browser } = createBrowser(reach);
            return {
                ...currentEnvironment(),
                ...browser,
                beacon,
                ...{ href: pageAddress(), XMLHttpRequest: undefined, EventSource: undefined, document: undefined },
            };
        },
        set,
        cut,
        serve(next) {
            demandServer(next);
            server.close();
            server = next;
            cut();
        },
        close() {
            for (const undo of [...undos].reverse())
                undo();
            set({ down: true });
            server.close();
            forget();
        },
    };
}

export { createNetwork };
//# sourceMappingURL=network.js.map
