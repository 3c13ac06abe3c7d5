import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, type ReactNode } from 'react';

import type { Language } from '../../api/language.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import styles from './Notices.module.css';

register([BarChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

/** What a colour of the theme is at this moment. */
const colour = (within: HTMLElement, name: string): string => {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  within.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
};

const dayName = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(day));

interface DayChartProps {
  label: string;
  /** Counts by "2026-03-04". */
  days: Record<string, number>;
  name: string;
}

/** Drawn on a canvas, and its tip too: the pages' policy lets no chart write styles into markup. */
const DayChart = ({ label, days, name }: DayChartProps): ReactNode => {
  const element = useRef<HTMLDivElement>(null);
  const language = useLanguage();
  useEffect(() => {
    const within = element.current;
    if (!within) return undefined;
    const chart = init(within);
    const draw = (): void => {
      const [ink, line, bar] = ['--ink-soft', '--line', '--flash'].map((token) => colour(within, token));
      chart.setOption({
        aria: { enabled: true, label: { description: label } },
        animation: false,
        grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
        tooltip: { trigger: 'axis', renderMode: 'richText' },
        xAxis: {
          type: 'category',
          data: Object.keys(days).map((day) => dayName(day, language)),
          axisLabel: { color: ink },
          axisLine: { lineStyle: { color: line } },
          axisTick: { show: false },
        },
        yAxis: { type: 'value', minInterval: 1, axisLabel: { color: ink }, splitLine: { lineStyle: { color: line } } },
        series: [
          {
            type: 'bar',
            name,
            data: Object.values(days),
            itemStyle: { color: bar, borderRadius: [4, 4, 0, 0] },
            barMaxWidth: 36,
          },
        ],
      });
    };
    draw();
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    const size = new ResizeObserver(() => chart.resize());
    size.observe(within);
    return () => {
      theme.removeEventListener('change', draw);
      size.disconnect();
      chart.dispose();
    };
  }, [days, label, name, language]);
  return <div ref={element} className={styles.chart} role="img" aria-label={label} />;
};

export default DayChart;
