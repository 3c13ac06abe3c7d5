import type { LiveEvent } from './stream.ts';

export interface Left {
  left: number;
  /** The higher, the newer. */
  revision: number;
}

/** What is left of each window by the newest frame; a frame that comes late changes nothing. */
export class StockBoard {
  readonly #known = new Map<number, Left>();
  readonly #listeners = new Set<() => void>();

  take(event: LiveEvent): void {
    if (event.name !== 'stock') return;
    const known = this.#known.get(event.window);
    if (known && known.revision >= event.revision) return;
    this.#known.set(event.window, { left: event.left, revision: event.revision });
    for (const tell of this.#listeners) tell();
  }

  /** The newer of what was heard and what a list says. */
  left(window: number, listed: Left): number {
    const heard = this.#known.get(window);
    return heard && heard.revision > listed.revision ? heard.left : listed.left;
  }

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  };
}
