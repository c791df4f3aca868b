package dev.jimm.plugin.optimizers;

/** The numbers a, b, c of the polynomials a x + b x^3 + c x^5 that {@link Muon} applies to singular values in turn. */
public enum NewtonSchulzCoefficients {
    /** The same at all steps, as <a href="https://kellerjordan.github.io/posts/muon/">Jordan</a> published them. */
    ORIGINAL(new double[][] {{3.4445, -4.7750, 2.0315}}),
    /** For five steps; how to find such: <a href="https://leloykun.github.io/ponder/muon-opt-coeffs/">Cesista</a>. */
    QUINTIC(new double[][] {
        {4.0848, -6.8946, 2.9270},
        {3.9505, -6.3029, 2.6377},
        {3.7418, -5.5913, 2.3037},
        {2.8769, -3.1427, 1.2046},
        {2.8366, -3.0525, 1.2012}
    }),
    /** Of the <a href="https://arxiv.org/abs/2505.16932">Polar Express</a>, with a margin of 0.01 for rounding. */
    POLAR_EXPRESS(new double[][] {
        {8.237312490495555, -23.157747414558198, 16.680568411445915},
        {4.082441999064835, -2.893047735332586, 0.5252849256975648},
        {3.9263479922546582, -2.8547468034765298, 0.5318022422894988},
        {3.2982187133085143, -2.424541981026706, 0.48632008358844075},
        {2.2970369434552573, -1.63662558125903, 0.4002628455953627},
        {1.8763805351440397, -1.2347896577722228, 0.35891887501668385},
        {1.8564423485617974, -1.2132449880935525, 0.3568003487825883},
        {1.8749994008682747, -1.2499988017229169, 0.3749994008546422}
    }),
    /** The same with a margin of 0.02. */
    POLAR_EXPRESS_SAFER(new double[][] {
        {8.156554524902461, -22.48329292557795, 15.878769915207462},
        {4.0429299351667245, -2.808917465908704, 0.5000178451051299},
        {3.8916678022926563, -2.7724841532176825, 0.5060648178503389},
        {3.285753657755658, -2.3681294933425394, 0.46449024233003117},
        {2.3005307116270983, -1.6111665557258408, 0.3833374427545273},
        {1.8631210546382593, -1.2042160621002727, 0.3421879560523383},
        {1.8382572152247512, -1.1779263289537742, 0.3396513038637379},
        {1.8749999923301852, -1.2499999836060613, 0.374999991275876}
    });

    private final double[][] steps;

    NewtonSchulzCoefficients(double[][] steps) {
        this.steps = steps;
    }

    /** Those of a step, from 0; after the last step those of the last. */
    double[] at(int step) {
        return steps[Math.min(step, steps.length - 1)];
    }
}
