import { useEffect, useRef, type ReactNode } from 'react';

import { classes } from './classes.ts';
import { Icon } from './Icon.tsx';
import styles from './Sheet.module.css';
import { useKitTexts } from './texts/index.ts';

interface SheetProps {
  title: string;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** What comes up from below over the page, as the browser's own dialog: it keeps the focus and closes by Escape. */
export const Sheet = ({ title, wide = false, onClose, children }: SheetProps): ReactNode => {
  const { close } = useKitTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={classes(styles.sheet, wide && styles.wide)} aria-label={title} onClose={onClose}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <button type="button" className={styles.close} aria-label={close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
};
