/** The browser's own reader of barcodes; not every browser has one. */
export interface BarcodeReader {
  detect: (from: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}

interface WithBarcodeDetector {
  BarcodeDetector?: new (options: { formats: string[] }) => BarcodeReader;
}

export const barcodeReader = (): BarcodeReader | undefined => {
  const { BarcodeDetector: Reader } = window as unknown as WithBarcodeDetector;
  return Reader && new Reader({ formats: ['qr_code'] });
};
