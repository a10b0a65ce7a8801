import { EnckeError } from '../../src/protocol/errors'

/** Why a link has ended. */
export const broken = new EnckeError('network', 'broken pipe')
export const silent = new EnckeError('timeout', 'nothing came for 10000 ms')
