package io.github.portalocker.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.Set;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/** The charts of the report, as SVG. */
final class Charts {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 360;
    private static final double LEAST_ON_LOG_AXIS = 10;
    private static final Color GRID = new Color(0xdddddd);

    /** By Okabe and Ito: told apart by colour-blind people too. */
    private static final int[] COLOURS = {
        0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00, 0x999999, 0xf0e442, 0x000000
    };

    private final Results results;
    private final Path folder;

    Charts(Results results, Path folder) {
        this.results = results;
        this.folder = folder;
    }

    void write() throws IOException {
        ratios("hot-path.svg", Run.HOT_PATH, Subjects.FILE_CHANNEL, "time by FileChannel.lock's (less is better)");
        ratios("by-path.svg", Run.BY_PATH, Subjects.FILE_CHANNEL, "time by FileChannel.lock's (less is better)");
        ratios(
                "contention.svg",
                Contention.THROUGHPUT,
                Subjects.MUTEX_AND_FILE_CHANNEL,
                "throughput by " + Subjects.MUTEX_AND_FILE_CHANNEL + "'s (more is better)");
        values("hand-over.svg", HandOver.LATENCY, "us, logarithmic (less is better)", true);
        values("scale.svg", Scale.PAIR, "ns per lock and unlock while so many are held (less is better)", false);
        values("servers.svg", OnServers.PAIR, "ms per lock and unlock (less is better)", false);
        values("servers-hand-over.svg", OnServers.HAND_OVER, "ms (less is better)", false);
        values("cold-start.svg", ColdStart.FIRST_LOCK, "ms (less is better)", false);
    }

    private void ratios(String file, String measure, String base, String axis) throws IOException {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (Result result : results.of(measure)) {
            results.find(measure, result.variant(), base)
                    .ifPresent(other ->
                            data.addValue(Result.median(result.ratiosTo(other)), result.subject(), result.variant()));
        }
        write(file, chart(data, axis, new NumberAxis(axis), true));
    }

    private void values(String file, String measure, String axis, boolean logarithmic) throws IOException {
        if (results.of(measure).isEmpty()) {
            return;
        }
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        Set<String> variants = results.variantsOf(measure);
        for (Result result : results.of(measure)) {
            if (variants.size() == 1) { // one bar each, with its name below
                data.addValue(result.median(), measure, result.subject());
            } else {
                data.addValue(result.median(), result.subject(), result.variant());
            }
        }
        write(file, chart(data, axis, logarithmic ? new LogAxis(axis) : new NumberAxis(axis), false));
    }

    private static JFreeChart chart(CategoryDataset data, String title, ValueAxis axis, boolean markOne) {
        boolean legend = data.getRowCount() > 1;
        JFreeChart chart =
                ChartFactory.createBarChart(null, null, title, data, PlotOrientation.VERTICAL, legend, false, false);
        chart.setBackgroundPaint(Color.WHITE);
        if (legend) {
            chart.getLegend().setFrame(BlockBorder.NONE);
        }
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setRangeAxis(axis);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(GRID);
        CategoryAxis categories = plot.getDomainAxis();
        categories.setCategoryLabelPositions(CategoryLabelPositions.STANDARD);
        categories.setMaximumCategoryLabelLines(2);
        BarRenderer bars = (BarRenderer) plot.getRenderer();
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        bars.setItemMargin(0.05);
        for (int row = 0; row < data.getRowCount(); row++) {
            bars.setSeriesPaint(row, new Color(COLOURS[row % COLOURS.length]));
        }
        if (axis instanceof LogAxis log) { // a bar cannot start at 0 there
            log.setSmallestValue(LEAST_ON_LOG_AXIS);
            log.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
            bars.setBase(LEAST_ON_LOG_AXIS);
        }
        if (markOne) {
            plot.addRangeMarker(new ValueMarker(1, Color.DARK_GRAY, new BasicStroke(1)));
        }
        return chart;
    }

    private void write(String file, JFreeChart chart) throws IOException {
        SVGGraphics2D svg = new SVGGraphics2D(WIDTH, HEIGHT);
        svg.setDefsKeyPrefix("d"); // otherwise random
        chart.setElementHinting(false);
        chart.draw(svg, new Rectangle(WIDTH, HEIGHT));
        Files.writeString(folder.resolve(file), svg.getSVGElement() + "\n");
    }
}
