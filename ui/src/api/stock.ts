import type { LiveEvent } from './stream.ts';

interface Known {
  left: number;
  revision: number;
}

/** What is left of each window by the newest frame; a frame that comes late changes nothing. */
export class StockBoard {
  readonly #known = new Map<number, Known>();
  readonly #listeners = new Set<() => void>();

  take(event: LiveEvent): void {
    if (event.name !== 'stock') return;
    const known = this.#known.get(event.window);
    if (known && known.revision >= event.revision) return;
    this.#known.set(event.window, { left: event.left, revision: event.revision });
    for (const tell of this.#listeners) tell();
  }

  /** A list that was read just now is as new as any frame. */
  forget(): void {
    this.#known.clear();
    for (const tell of this.#listeners) tell();
  }

  left(window: number): number | undefined {
    return this.#known.get(window)?.left;
  }

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  };
}
