import { useEffect, useRef, useState, type ReactNode } from 'react';

import { useTexts } from '../texts/index.ts';
import { barcodeReader } from './barcode.ts';
import styles from './Redeem.module.css';

const LOOK_MS = 200;

/** Shows what the camera sees until it sees a code. */
export const Scanner = ({ onCode }: { onCode: (code: string) => void }): ReactNode => {
  const { redeem } = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onCode);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    found.current = onCode;
  }, [onCode]);

  useEffect(() => {
    const [screen, reader] = [video.current, barcodeReader()];
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async (): Promise<void> => {
      const code = screen && reader && (await reader.detect(screen).catch(() => []))[0];
      if (over) return;
      if (code) found.current(code.rawValue);
      else timer = setTimeout(() => void look(), LOOK_MS);
    };
    const open = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (!screen || over) return;
      screen.srcObject = stream;
      await screen.play();
      await look();
    };
    const close = (): void => {
      over = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    open()
      .then(() => over && close())
      .catch(() => setRefused(true));
    return close;
  }, []);

  if (refused) {
    return (
      <p className={styles.bad} role="alert">
        {redeem.noCamera}
      </p>
    );
  }
  return <video ref={video} className={styles.video} muted playsInline aria-label={redeem.scan} />;
};
