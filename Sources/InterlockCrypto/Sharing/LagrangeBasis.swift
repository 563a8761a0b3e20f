/// The coefficients that take values of a polynomial at public places to its value at 0.
struct LagrangeBasis: ~Copyable {
    private let field: PrimeField
    /// All coefficients one after the other.
    private let coefficients: SharePolynomial
    let indices: [Int]

    /// λ_i = Π_{j≠i} x_j / (x_j − x_i) for places that differ, none of which is zero.
    init(indices: [Int], field: PrimeField) {
        self.field = field
        self.indices = indices
        self.coefficients = SharePolynomial(count: indices.count, field: field)
        for (place, own) in indices.enumerated() {
            var numerator = field.element(1)
            var denominator = field.element(1)
            for other in indices where other != own {
                numerator = field.product(numerator, field.element(UInt(other)))
                denominator = field.product(denominator, field.difference(UInt(other), UInt(own)))
            }
            guard let inverse = field.inverse(denominator) else {
                preconditionFailure("places that differ, below the prime")
            }
            self.coefficients.set(place, field.product(numerator, inverse))
        }
    }

    /// λ of the place with this number in ``indices``.
    func coefficient(_ place: Int) -> SecretLimbs { self.coefficients.coefficient(place) }

    /// `mask` + Σ λ_i·y_i, where `values` holds the y_i in the order of ``indices``.
    ///
    /// Executes the same instructions for all values, which `Tests/Integration/ceremony.py` counts by this name. Added to a
    /// mask that is random, no sum on the way is the polynomial's value at 0.
    @inline(never)
    func combination(_ values: borrowing SharePolynomial, mask: borrowing SecretLimbs) -> SecretLimbs {
        var sum = self.field.sum(self.field.element(0), mask)
        for place in self.indices.indices {
            let term = self.field.product(self.coefficient(place), values.coefficient(place))
            sum = self.field.sum(sum, term)
        }
        return sum
    }
}
