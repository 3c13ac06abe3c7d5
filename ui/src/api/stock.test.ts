import { expect, test, vi } from 'vitest';

import { StockBoard } from './stock.ts';

const frame = (left: number, revision: number) => ({ name: 'stock', window: 7, promo: 1, left, revision }) as const;
const listed = { left: 9, revision: 5 };

test('a list counts until something newer is heard', () => {
  const board = new StockBoard();
  expect(board.left(7, listed)).toBe(9);
  board.take(frame(8, 6));
  expect(board.left(7, listed)).toBe(8);
  expect(board.left(8, listed)).toBe(9);
});

test('the newest frame counts, whatever order they come in', () => {
  const board = new StockBoard();
  const tell = vi.fn();
  board.subscribe(tell);
  board.take(frame(5, 10));
  board.take(frame(9, 8));
  expect(board.left(7, listed)).toBe(5);
  expect(tell).toHaveBeenCalledTimes(1);
});

test('a list that was read later knows better', () => {
  const board = new StockBoard();
  board.take(frame(5, 10));
  expect(board.left(7, { left: 3, revision: 12 })).toBe(3);
});
