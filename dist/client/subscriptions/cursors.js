import { later, positionOf } from '../../protocol/position.js';

/** Whether it has a place. */
const begun = ({ place }) => place !== undefined;
/**
 * How far each of several readers is. Whatever is heard in order moves all of them at once, so the common place is kept
 * once, as `base`.
 */
function createCursors(readers) {
    /** Everything up to here has been heard by every reader. */
    let base = '';
    const of = ({ place = '' }) => later(place, base);
    return {
        /**
         * Sets a reader's place, also backwards: the others keep theirs, the base goes back.
         * @throws EnckeError `malformed`
         */
        set(reader, position) {
            positionOf(position);
            if (position < base) {
                for (const other of readers().filter(begun))
                    other.place = of(other);
                base = position;
            }
            reader.place = position;
        },
        of,
        /** Whether what lies at `position` is new to this reader. */
        takes: (reader, position) => begun(reader) && position > of(reader),
        /**
         * All up to `position` has been heard.
         * @throws EnckeError `malformed`
         */
        advance(position) {
            base = later(base, positionOf(position));
        },
        /** Raises the base to the lowest place of any reader, and returns it. */
        settle() {
            const places = readers().filter(begun).map(of);
            base = places.sort()[0] ?? base;
            return base;
        },
    };
}

export { begun, createCursors };
//# sourceMappingURL=cursors.js.map
