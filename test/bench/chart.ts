import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Results, Timed } from './results.ts';

echarts.use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const TITLE = 'Cold and warm, as ratios to a bare handler with one fetch';
const WIDTH = 860;
const ROW = 34;
const HEAD = 70;

/** A bar chart of cold and warm ratios as SVG: shorter is faster, 1 is a bare handler with one `fetch`. */
export function chartOf({ cold, warm }: Results): string {
  const warmTop = HEAD + cold.length * ROW + HEAD;
  const height = warmTop + warm.length * ROW + 20;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: ['#3b6fb6', '#a9c4e6'],
    legend: { right: 20, top: 14, data: ['wall', 'CPU'] },
    title: [title('Cold: process start to first result', 14), title('Warm: one invocation', warmTop - 46)],
    grid: [grid(HEAD, cold.length), grid(warmTop, warm.length)],
    xAxis: [0, 1].map((gridIndex) => ({ type: 'value', gridIndex, axisLabel: { formatter: '{value}×' } })),
    yAxis: [cold, warm].map((rows, gridIndex) => ({
      type: 'category',
      gridIndex,
      inverse: true,
      data: rows.map(({ name }) => name),
    })),
    series: [cold, warm].flatMap((rows, index) => [
      bars(
        'wall',
        rows.map(({ ratio }) => ratio),
        index,
      ),
      bars(
        'CPU',
        rows.map(({ cpu_ratio }) => cpu_ratio),
        index,
      ),
    ]),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  // A title for whoever cannot see it; no hover styles, since nothing moves in a page.
  return svg.replace('>', `><title>${TITLE}</title>`).replace(/<style\b[\s\S]*?<\/style>\n?/, '');
}

const title = (text: string, top: number) => ({ text, top, left: 20, textStyle: { fontSize: 15 } });

const grid = (top: number, rows: Timed[]['length']) => ({
  top,
  left: 270,
  right: 60,
  height: rows * ROW - 10,
});

const bars = (name: string, ratios: number[], index: number) => ({
  type: 'bar' as const,
  name,
  data: ratios.map((ratio) => Number(ratio.toFixed(2))),
  xAxisIndex: index,
  yAxisIndex: index,
  label: { show: true, position: 'right' as const, fontSize: 10 },
});
