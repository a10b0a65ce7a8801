import { fetchStreaming } from './fetch-streaming'
import { type Framing, keptByBrowsers } from './streaming'

/** As {@link fetchStreaming}, to an XMLHttpRequest, whose text grows. */
export const xhrStreaming: Framing = { ...fetchStreaming, kept: keptByBrowsers }
