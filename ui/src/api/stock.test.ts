import { expect, test, vi } from 'vitest';

import { StockBoard } from './stock.ts';

const frame = (left: number, revision: number) => ({ name: 'stock', window: 7, promo: 1, left, revision }) as const;

test('the newest frame counts, whatever order they come in', () => {
  const board = new StockBoard();
  const tell = vi.fn();
  board.subscribe(tell);
  board.take(frame(5, 10));
  board.take(frame(9, 8));
  expect(board.left(7)).toBe(5);
  expect(tell).toHaveBeenCalledTimes(1);
  board.take(frame(4, 11));
  expect(board.left(7)).toBe(4);
});

test('a list that was asked for later knows better', () => {
  const board = new StockBoard();
  board.take(frame(5, 10));
  board.forgetBefore(Date.now() + 1);
  expect(board.left(7)).toBeUndefined();
});
