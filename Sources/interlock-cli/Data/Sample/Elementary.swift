/// Sine, cosine and exponential from additions, multiplications and divisions alone.
///
/// IEEE 754 defines each of those to the last bit, but not what a C library's `sin` returns: written out, a seed
/// gives the same bytes everywhere. They are good to about 1e-13 for the angles of a day.
enum Elementary {
    static func sine(_ angle: Double) -> Double {
        let turn = 2 * Double.pi
        let reduced = angle - turn * (angle / turn).rounded()
        let square = reduced * reduced
        // The Taylor series to the power 27, innermost term first.
        var sum = 1.0
        for power in stride(from: 26.0, through: 2, by: -2) { sum = 1 - square / (power * (power + 1)) * sum }
        return reduced * sum
    }

    static func cosine(_ angle: Double) -> Double { Self.sine(angle + Double.pi / 2) }

    /// e to the power -`x`, for x from 0 to 64.
    static func decay(_ x: Double) -> Double {
        let reduced = x / 64
        var power = 1.0
        for term in stride(from: 20.0, through: 1, by: -1) { power = 1 + reduced / term * power }
        // Six squarings raise to the 64th.
        for _ in 0..<6 { power *= power }
        return 1 / power
    }
}
