internal import CGMP

/// A secret polynomial over a prime field, of a fixed number of coefficients (Shamir 1979).
struct SharePolynomial: ~Copyable {
    private let field: PrimeField
    /// All coefficients one after the other, that of x^0 first.
    private let coefficients: SecretLimbs
    let count: Int

    /// Begins with zero for every coefficient.
    init(count: Int, field: PrimeField) {
        self.field = field
        self.count = count
        self.coefficients = SecretLimbs(count: count * field.modulus.count)
    }

    /// Sets the coefficient of x^`power`.
    func set(_ power: Int, _ value: borrowing SecretLimbs) {
        let size = self.field.modulus.count
        unsafe self.coefficients.base.advanced(by: power * size).update(from: value.base, count: size)
    }

    /// The coefficient of x^`power`.
    func coefficient(_ power: Int) -> SecretLimbs {
        let size = self.field.modulus.count
        let copy = SecretLimbs(count: size)
        unsafe copy.base.update(from: self.coefficients.base.advanced(by: power * size), count: size)
        return copy
    }

    /// The value at a public `x`, by Horner's rule.
    ///
    /// Executes the same instructions for all coefficients, which `Tests/Integration/ceremony.py` counts by this name.
    @inline(never)
    func value(at x: UInt) -> SecretLimbs {
        let point = self.field.element(x)
        var value = self.coefficient(self.count - 1)
        for power in (0..<(self.count - 1)).reversed() {
            value = self.field.sum(self.field.product(value, point), self.coefficient(power))
        }
        return value
    }
}
