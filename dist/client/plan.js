/** How long a transport has the stage to itself, in milliseconds. */
const stagger = 1000;
/**
 * In which order to try what, here and now.
 * @param troubled - names of those that let us down before: they hold nobody up
 * @param connectionTypes - those that the server takes, when it has said so
 */
function plan(transports, target, troubled, connectionTypes) {
    const steps = [];
    const unusable = [];
    for (const transport of transports) {
        const known = connectionTypes?.includes(transport.connectionType) ?? true;
        const reason = known ? (mixed(target) ?? transport.unusable(target)) : 'the server has it not';
        if (reason)
            unusable.push({ transport, reason });
        else
            steps.push({ transport, after: troubled.has(transport.name) ? 0 : stagger });
    }
    return { steps, unusable };
}
/** A secure page may not talk to an insecure server, unless that is on its own machine. */
function mixed({ url, environment: { href } }) {
    if (!href?.startsWith('https:') || !/^http:\/\/(?!localhost[:/]|127\.|\[::1])/.test(url))
        return undefined;
    return 'mixed content: the page is https, the server is not';
}

export { plan };
//# sourceMappingURL=plan.js.map
