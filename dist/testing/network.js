import { createServer } from 'node:http';
import { currentEnvironment } from '../client/environment.js';
import { createBrowser, pageAddress } from './browser.js';
import { createLine } from './line.js';

/**
 * Puts a server behind a simulated network: what a page says below the server's path, to whatever host, goes to it, and
 * all other addresses go where they went before.
 */
function createNetwork(server) {
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
    return {
        install() {
            const { sendBeacon, ...browser } = createBrowser(reach);
            const ways = Object.entries(browser).filter(([, way]) => way);
            const before = Object.fromEntries(ways.map(([name]) => [name, Reflect.get(globalThis, name)]));
            const { navigator } = globalThis;
            const own = navigator && Object.getOwnPropertyDescriptor(navigator, 'sendBeacon');
            Object.assign(globalThis, Object.fromEntries(ways));
            if (navigator)
                Object.defineProperty(navigator, 'sendBeacon', { value: sendBeacon, configurable: true });
            function undo() {
                if (!undos.delete(undo))
                    return;
                Object.assign(globalThis, before);
                if (own)
                    Object.defineProperty(navigator, 'sendBeacon', own);
                else
                    delete navigator?.sendBeacon;
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
        set(changes) {
            Object.assign(conditions, changes);
            if (conditions.down)
                return cut();
            for (const line of lines)
                line.pump();
        },
        cut,
        serve(next) {
            server.close();
            server = next;
            cut();
        },
        close() {
            for (const undo of [...undos].reverse())
                undo();
            this.set({ down: true });
            server.close();
        },
    };
}

export { createNetwork };
//# sourceMappingURL=network.js.map
