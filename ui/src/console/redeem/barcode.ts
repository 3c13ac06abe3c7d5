/** The browser's own reader of barcodes. */
export interface BarcodeReader {
  detect: (from: HTMLVideoElement) => Promise<Barcode[]>;
}

interface Barcode {
  rawValue: string;
}

interface BarcodeReaderClass {
  new (options: { formats: string[] }): BarcodeReader;
  getSupportedFormats: () => Promise<string[]>;
}

/** What of a browser is looked at. A page without TLS has no `mediaDevices`. */
interface Browser {
  BarcodeDetector?: BarcodeReaderClass;
  navigator: { mediaDevices?: unknown };
}

const FORMAT = 'qr_code';

/** Null where there is none: Firefox and Safari have none, nor has Chrome on Linux and Windows. There codes are typed. */
export const findBarcodeReader = async ({
  BarcodeDetector: Reader,
  navigator,
}: Browser): Promise<BarcodeReader | null> => {
  if (!Reader || !navigator.mediaDevices) return null;
  // Some have the class and can read nothing.
  const formats = await Reader.getSupportedFormats().catch((): string[] => []);
  return formats.includes(FORMAT) ? new Reader({ formats: [FORMAT] }) : null;
};

/** Eight characters that cannot be mistaken for one another. */
const PICKUP_CODE = /^[2-9A-HJ-NP-Z]{8}$/;

export const pickupCodeIn = (seen: Barcode[]): string | undefined =>
  seen.map(({ rawValue }) => rawValue).find((text) => PICKUP_CODE.test(text));
