/** One event of a server-sent stream. */
export interface SseEvent {
  name: string;
  data: string;
  id: string | undefined;
}

/** Reads a `text/event-stream`, of which bytes come in any pieces. No I/O. */
export class SseReader {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #name = '';
  #data: string[] = [];
  #id: string | undefined;
  /** Milliseconds to wait before connecting anew, when the server has said so. */
  retry: number | undefined;

  /** The events that these bytes complete. */
  read(bytes: Uint8Array): SseEvent[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.map((line) => this.#line(line)).filter((event) => event !== undefined);
  }

  #line(line: string): SseEvent | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id') this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
    return undefined;
  }

  #dispatch(): SseEvent | undefined {
    const event = { name: this.#name || 'message', data: this.#data.join('\n'), id: this.#id };
    const complete = this.#data.length > 0;
    this.#name = '';
    this.#data = [];
    return complete ? event : undefined;
  }
}
