import { ApiError } from '../../api/errors.ts';
import { accessToken, refreshAccess } from '../../api/session.ts';
import type { ApiRequest } from './request.ts';

export interface Answer {
  status: number;
  /** From the first byte that was sent to the first that came. */
  ms: number;
  headers: [name: string, value: string][];
  mediaType: string;
  text: string;
  bytes: number;
}

/** Of a longer answer (a stream may go on for ever) the end is shown. */
export const SHOWN_MAX = 200_000;

const send = (request: ApiRequest, signal: AbortSignal): Promise<Response> => {
  const token = accessToken();
  return fetch(request.path, {
    method: request.method,
    headers: { ...request.headers, ...(token && { Authorization: `Bearer ${token}` }) },
    body: request.body ?? null,
    signal,
    cache: 'no-store',
  });
};

/** A token that has run out is replaced, as our other pages do. */
const sendSignedIn = async (request: ApiRequest, signal: AbortSignal): Promise<Response> => {
  const first = await send(request, signal);
  if (first.status !== 401 || accessToken() === undefined) return first;
  return refreshAccess().then(
    () => send(request, signal),
    () => first,
  );
};

const readAll = async (from: Response, onPart: (text: string, bytes: number) => void): Promise<void> => {
  const reader = from.body?.getReader();
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a stream is read in order
    const part = await reader?.read();
    if (!part || part.done) return;
    text = (text + decoder.decode(part.value, { stream: true })).slice(-SHOWN_MAX);
    bytes += part.value.length;
    onPart(text, bytes);
  }
};

/** Sends it as whoever is signed in, and tells of the answer as it comes, until it ends or is stopped. */
export const exchange = async (
  request: ApiRequest,
  signal: AbortSignal,
  onAnswer: (answer: Answer) => void,
): Promise<void> => {
  const sent = performance.now();
  try {
    const response = await sendSignedIn(request, signal);
    const answer = {
      status: response.status,
      ms: performance.now() - sent,
      headers: [...response.headers],
      mediaType: response.headers.get('Content-Type') ?? '',
    };
    onAnswer({ ...answer, text: '', bytes: 0 });
    await readAll(response, (text, bytes) => onAnswer({ ...answer, text, bytes }));
  } catch {
    if (!signal.aborted) throw new ApiError({ kind: 'offline' });
  }
};

/** JSON in lines; everything else as it came. */
export const shownText = ({ text, mediaType, bytes }: Answer): string => {
  if (!mediaType.includes('json') || bytes > SHOWN_MAX) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // it is still coming
  }
};
