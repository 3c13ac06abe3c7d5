import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';

import { State } from '../../kit/State.tsx';
import { useKitTexts } from '../../kit/texts/index.ts';
import { useDocument } from '../../kit/useDocument.ts';
import type { Operation } from '../data/openapi.ts';
import { Prose } from '../Prose.tsx';
import { useTexts } from '../texts/index.ts';
import { Verb } from '../Verb.tsx';
import { FieldTable } from './FieldTable.tsx';
import styles from './Operation.module.css';
import { Responses } from './Responses.tsx';
import { TryIt } from './TryIt.tsx';

const Head = ({ of }: { of: Operation }): ReactNode => {
  const texts = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever came by a link of ours reads on here; whoever opened the address begins at the top.
    if (document.activeElement !== document.body) heading.current?.focus();
  }, []);
  return (
    <header className={styles.head}>
      <Link href="/" className={styles.back}>
        {texts.back}
      </Link>
      <h1 ref={heading} tabIndex={-1} lang="en">
        {of.summary}
      </h1>
      <p className={styles.path}>
        <Verb of={of} /> <code>{of.path}</code>
      </p>
      <p className={styles.who}>{of.needsSession ? texts.needsSession : texts.anyone}</p>
      <Prose text={of.text} />
    </header>
  );
};

export const OperationPage = ({ of }: { of: Operation }): ReactNode => {
  const texts = useTexts();
  useDocument(`${of.summary} · ${texts.title}`);
  return (
    <article className={styles.page}>
      <Head of={of} />
      <TryIt of={of} />
      {of.body && (
        <section className={styles.section}>
          <h2>{texts.bodyFields}</h2>
          <FieldTable label={texts.bodyFields} of={of.body.schema} />
        </section>
      )}
      <Responses of={of} />
    </article>
  );
};

export const NoOperation = (): ReactNode => {
  const { title, notFound, back } = useTexts();
  const { notFoundTitle } = useKitTexts();
  useDocument(title);
  return (
    <State icon="map" alone title={notFoundTitle} text={notFound}>
      <Link href="/">{back}</Link>
    </State>
  );
};
