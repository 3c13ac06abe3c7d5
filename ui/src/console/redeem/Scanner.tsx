import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';

import { useTexts } from '../texts/index.ts';
import { pickupCodeIn, type BarcodeReader } from './barcode.ts';
import styles from './Redeem.module.css';

const LOOK_MS = 200;

type Trouble = 'noCamera' | 'otherCode';

interface ScannerProps {
  reader: BarcodeReader;
  onCode: (code: string) => void;
}

/** Shows what the camera sees until it sees a pickup code. */
export const Scanner = ({ reader, onCode }: ScannerProps): ReactNode => {
  const { redeem } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Trouble>();
  const found = useEffectEvent(onCode);

  useEffect(() => {
    const screen = video.current;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async (at: HTMLVideoElement): Promise<void> => {
      const seen = await reader.detect(at).catch(() => []);
      if (over) return;
      const code = pickupCodeIn(seen);
      if (code !== undefined) return found(code);
      if (seen.length > 0) setTrouble('otherCode');
      timer = setTimeout(() => void look(at), LOOK_MS);
    };
    const close = (): void => {
      over = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const open = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (!screen || over) return close();
      screen.srcObject = stream;
      await screen.play();
      await look(screen);
    };
    open().catch(() => !over && setTrouble('noCamera'));
    return close;
  }, [reader]);

  return (
    <>
      {trouble !== 'noCamera' && (
        <video ref={video} className={styles.video} muted playsInline aria-label={redeem.scan} />
      )}
      <p className={styles.bad} role="alert">
        {trouble && redeem[trouble]}
      </p>
    </>
  );
};
