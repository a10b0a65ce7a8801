import { EnckeError } from '../protocol/errors.js';
import { targetOf } from './target.js';
import { parseUrl } from './url.js';

/**
 * Opens streams and polls at other names of the server: over HTTP/1.1 each takes one of the six connections that a browser
 * opens to a host. The first name is left to chance; where nothing has come, the next one is tried. What runs both ways
 * counts apart, and what is sent beside a link is soon over. Over HTTP/2 and 3 one connection carries all of them, and one
 * name is enough.
 * @param hosts - origins
 * @throws EnckeError `bad-option`
 */
function spread(transports, target, hosts = []) {
    const all = [...hosts].map((host) => aliasOf(target, host));
    let turn = Math.floor(target.environment.random() * all.length);
    const next = () => (/^h[23]/.test(target.protocol) ? target : all[turn % all.length]);
    const sharing = (transport) => ({
        ...transport,
        unusable: () => transport.unusable(next()),
        open(_, first, inlet) {
            const alias = next();
            const own = turn++;
            return transport.open(alias, first, {
                ...inlet,
                messages(batch) {
                    turn = own;
                    inlet.messages(batch);
                },
            });
        },
    });
    return all.length ? transports.map((one) => (one.kind === 'duplex' ? one : sharing(one))) : transports;
}
/** The same endpoint at another host, over the same scheme: a secure page reaches no other. */
function aliasOf(target, host) {
    const { protocol, pathname, search } = new URL(target.url);
    const alias = parseUrl(host);
    if (alias?.protocol !== protocol || alias.href !== `${alias.origin}/`) {
        throw new EnckeError('bad-option', `hosts are like ${protocol}//push-1.example.com, not ${host}`);
    }
    return targetOf(`${alias.origin}${pathname}${search}`, target, target.environment);
}

export { spread };
//# sourceMappingURL=hosts.js.map
