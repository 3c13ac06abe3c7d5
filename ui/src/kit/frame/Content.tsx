import type { MouseEvent, ReactNode } from 'react';

import { useKitTexts } from '../texts/index.ts';
import styles from './Frame.module.css';

const ID = 'content';

/** By hand, so that the address stays as it is. */
const skip = (event: MouseEvent): void => {
  event.preventDefault();
  document.getElementById(ID)?.focus();
};

/** The first thing that the keyboard reaches: past what all pages have in common. */
export const SkipLink = (): ReactNode => {
  const { skipToContent } = useKitTexts();
  return (
    <a className={styles.skip} href={`#${ID}`} onClick={skip}>
      {skipToContent}
    </a>
  );
};

/** Where it leads. */
export const Content = ({ className, children }: { className: string | undefined; children: ReactNode }): ReactNode => (
  <main id={ID} className={className} tabIndex={-1}>
    {children}
  </main>
);
