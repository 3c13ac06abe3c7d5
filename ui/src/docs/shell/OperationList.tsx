import { useState, type ReactNode } from 'react';
import { Link, useRoute } from 'wouter';

import { Field } from '../../kit/Field.tsx';
import { found, grouped, type Operation } from '../data/openapi.ts';
import { useTexts } from '../texts/index.ts';
import { Verb } from '../Verb.tsx';
import styles from './OperationList.module.css';

const OperationLink = ({ to }: { to: Operation }): ReactNode => {
  const [current] = useRoute(`/${to.id}`);
  return (
    <Link href={`/${to.id}/`} className={styles.link} aria-current={current ? 'page' : undefined} lang="en">
      <span className={styles.summary}>{to.summary}</span>
      <span className={styles.path}>
        <Verb of={to} />
        <span>{to.path}</span>
      </span>
    </Link>
  );
};

/** All operations by tag, or those that a search finds. */
export const OperationList = ({ all }: { all: Operation[] }): ReactNode => {
  const texts = useTexts();
  const [search, setSearch] = useState('');
  const shown = found(all, search);
  return (
    <nav aria-label={texts.operations} className={styles.list}>
      <Field
        label={texts.search}
        hint={texts.searchHint}
        type="search"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <p role="status" className={styles.count}>
        {shown.length > 0 ? texts.count(shown.length) : all.length > 0 && texts.none}
      </p>
      {grouped(shown).map(([tag, operations]) => (
        <section key={tag}>
          <h2 className={styles.tag} lang="en">
            {tag}
          </h2>
          <ul>
            {operations.map((one) => (
              <li key={one.id}>
                <OperationLink to={one} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
};
