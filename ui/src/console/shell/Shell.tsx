import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';

import { chooseLanguage } from '../../api/language.ts';
import { signOut } from '../../api/session.ts';
import { Brand } from '../../kit/frame/Brand.tsx';
import { Content, SkipLink } from '../../kit/frame/Content.tsx';
import { OfflineBar } from '../../kit/frame/OfflineBar.tsx';
import { Icon, type IconName } from '../../kit/Icon.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useStores } from '../store/StoreGate.tsx';
import { useTexts, type Texts } from '../texts/index.ts';
import styles from './Shell.module.css';

const LINKS: [to: string, icon: IconName, name: keyof Texts['nav']][] = [
  ['/', 'bolt', 'today'],
  ['/promos/', 'clock', 'promos'],
  ['/products/', 'box', 'products'],
  ['/redeem/', 'scan', 'redeem'],
  ['/notices/', 'chart', 'notices'],
  ['/store/', 'store', 'store'],
];

const Navigation = (): ReactNode => {
  const { nav, menu } = useTexts();
  const [path] = useLocation();
  const isCurrent = (to: string): boolean => (to === '/' ? path === '/' : path.startsWith(to));
  return (
    <nav aria-label={menu}>
      <ul className={styles.nav}>
        {LINKS.map(([to, icon, name]) => (
          <li key={to}>
            <Link href={to} className={styles.link} aria-current={isCurrent(to) ? 'page' : undefined}>
              <Icon name={icon} size={20} />
              {nav[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};

const Foot = (): ReactNode => {
  const texts = useTexts();
  const language = useLanguage();
  const other = language === 'en' ? 'es' : 'en';
  return (
    <footer className={styles.foot}>
      <a className={styles.link} href="/">
        <Icon name="person" size={20} />
        {texts.toStorefront}
      </a>
      <a className={styles.link} href="/api/docs/">
        <Icon name="code" size={20} />
        {texts.toApi}
      </a>
      <button type="button" className={styles.link} lang={other} onClick={() => chooseLanguage(other)}>
        <Icon name="map" size={20} />
        {other === 'es' ? 'Español' : 'English'}
      </button>
      <button type="button" className={styles.link} onClick={() => void signOut()}>
        <Icon name="out" size={20} />
        {texts.signOut}
      </button>
    </footer>
  );
};

const StoreChoice = (): ReactNode => {
  const { store } = useTexts();
  const { chosen, all, choose } = useStores();
  const [, navigate] = useLocation();
  return (
    <select
      className={styles.choice}
      aria-label={store}
      value={chosen.id}
      onChange={({ target }) => {
        choose(Number(target.value));
        navigate('/');
      }}
    >
      {all.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
};

/** What is around every page. */
export const Shell = ({ children }: { children: ReactNode }): ReactNode => {
  const { forStores } = useTexts();
  const stores = useStores();
  return (
    <div className={styles.frame}>
      <header className={styles.side}>
        <SkipLink />
        <div className={styles.brand}>
          <Brand part={stores.all.length > 1 ? forStores : stores.chosen.name} />
        </div>
        {stores.all.length > 1 && <StoreChoice />}
        <Navigation />
      </header>
      <Content className={styles.main}>
        <OfflineBar />
        {children}
      </Content>
      <Foot />
    </div>
  );
};
