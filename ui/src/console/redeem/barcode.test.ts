import { expect, test } from 'vitest';

import { findBarcodeReader, pickupCodeIn, type BarcodeReader } from './barcode.ts';

const readerOf = (formats: () => Promise<string[]>) =>
  class implements BarcodeReader {
    static getSupportedFormats = formats;
    readonly detect = (): Promise<never[]> => Promise.resolve([]);
  };

const reads = (...formats: string[]) => readerOf(() => Promise.resolve(formats));

const withCamera = { mediaDevices: {} };

test('a browser that reads QR codes and has a camera to read them by', async () => {
  expect(
    await findBarcodeReader({ BarcodeDetector: reads('ean_13', 'qr_code'), navigator: withCamera }),
  ).not.toBeNull();
});

test.each([
  ['has no reader', { navigator: withCamera }],
  ['reads nothing', { BarcodeDetector: reads(), navigator: withCamera }],
  ['reads others', { BarcodeDetector: reads('ean_13'), navigator: withCamera }],
  ['fails to say', { BarcodeDetector: readerOf(() => Promise.reject(new Error('no'))), navigator: withCamera }],
  ['shows no camera to a page without TLS', { BarcodeDetector: reads('qr_code'), navigator: {} }],
])('a browser that %s', async (_, browser) => expect(await findBarcodeReader(browser)).toBeNull());

test('of what is seen, the pickup code; other codes are not ours', () => {
  expect(pickupCodeIn([{ rawValue: 'https://example.com' }, { rawValue: 'K7M2PQ9X' }])).toBe('K7M2PQ9X');
  expect(pickupCodeIn([{ rawValue: 'K7M2PQ9X1' }, { rawValue: 'k7m2pq9x' }, { rawValue: 'K7M2PQ91' }])).toBeUndefined();
  expect(pickupCodeIn([])).toBeUndefined();
});
