import type { ReactNode } from 'react';

import { useDocument } from '../../kit/useDocument.ts';
import type { Reference } from '../data/useReference.ts';
import { Prose } from '../Prose.tsx';
import { useTexts } from '../texts/index.ts';
import { OperationList } from './OperationList.tsx';
import styles from './Shell.module.css';

export const StartPage = ({ reference: { info, operations } }: { reference: Reference }): ReactNode => {
  const texts = useTexts();
  useDocument(texts.title);
  return (
    <article className={styles.start}>
      <h1>{texts.title}</h1>
      <p className={styles.soft}>
        {texts.version(info.version)} · <a href="/api/schema/">{texts.document}</a> · <a href="/">{texts.storefront}</a>{' '}
        · <a href="/console/">{texts.console}</a>
      </p>
      <Prose text={info.description} />
      <h2>{texts.startTitle}</h2>
      <ul className={styles.steps}>
        {texts.start.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      <div className={styles.inline}>
        <OperationList all={operations} />
      </div>
    </article>
  );
};
