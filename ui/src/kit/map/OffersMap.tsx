import { divIcon, layerGroup, marker, type LayerGroup } from 'leaflet';
import { useEffect, useRef, type ReactNode } from 'react';

import type { Point } from '../../api/types.ts';
import { classes } from '../classes.ts';
import { addMe, addRings, at, makeMap } from './base.ts';
import styles from './Map.module.css';

export interface Pin extends Point {
  id: number;
  /** On the map: the price. */
  label: string;
  /** As a tip: what it is and where. */
  name: string;
  look: 'live' | 'soon' | 'gone';
}

interface OffersMapProps {
  label: string;
  center: Point;
  pins: Pin[];
  ringName: (metres: number) => string;
  onOpen: (id: number) => void;
}

const LOOKS = { live: undefined, soon: styles.soon, gone: styles.gone };

const pinMarker = (pin: Pin, onOpen: (id: number) => void): ReturnType<typeof marker> => {
  const text = document.createElement('span');
  text.textContent = pin.label;
  return marker(at(pin), {
    icon: divIcon({ className: classes(styles.tag, LOOKS[pin.look]), html: text }),
    title: pin.name,
    // By keyboard the list beside the map is the way: it has the same, in order.
    keyboard: false,
    // What can be had now lies on top.
    zIndexOffset: pin.look === 'live' ? 1000 : 0,
  }).on('click', () => onOpen(pin.id));
};

/** What is near, around a point. Another center or language needs another `key`. */
const OffersMap = ({ label, center, pins, ringName, onOpen }: OffersMapProps): ReactNode => {
  const element = useRef<HTMLDivElement>(null);
  const group = useRef<LayerGroup>(null);
  const initial = useRef({ center, ringName });
  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  }, [onOpen]);

  useEffect(() => {
    if (!element.current) return undefined;
    const { center: middle, ringName: nameOf } = initial.current;
    const map = makeMap(element.current, middle);
    addRings(map, middle, nameOf);
    addMe(map, middle);
    group.current = layerGroup().addTo(map);
    return () => void map.remove();
  }, []);

  useEffect(() => {
    group.current?.clearLayers();
    for (const pin of pins) group.current?.addLayer(pinMarker(pin, (id) => open.current(id)));
  }, [pins]);

  return (
    <section className={styles.map} aria-label={label}>
      <div ref={element} className={styles.canvas} />
    </section>
  );
};

export default OffersMap;
