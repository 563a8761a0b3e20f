extension ArraySlice<Offer> {
    /// The part of these offers, best first, that trades `quota` in all; they offer at least so much.
    func filled(_ quota: Int64, by margin: ClearingTerms.Margin) -> ArraySlice<Offer> {
        var left = quota
        var end = self.startIndex
        while end < self.endIndex, self[end].energy <= left {
            left -= self[end].energy
            end += 1
        }
        guard left > 0, end < self.endIndex else { return self[..<end] }
        var filled = self
        switch margin {
        case .timePriority:
            filled[end].energy = left
            return filled[...end]
        case .proRata:
            let price = self[end].price
            let start = self[..<end].lastIndex { $0.price != price }.map { $0 + 1 } ?? self.startIndex
            let stop = self[end...].firstIndex { $0.price != price } ?? self.endIndex
            left += self[start..<end].reduce(0) { $0 + $1.energy }
            let shares = Self.shares(of: left, among: self[start..<stop].map(\.energy))
            for (place, share) in zip(start..<stop, shares) { filled[place].energy = share }
            return ArraySlice(filled[..<stop].filter { $0.energy > 0 })
        }
    }

    /// Parts of `amount` in proportion to `weights`, by largest remainders; of equal ones the earlier first.
    ///
    /// - Precondition: The amount is not above the sum of the weights.
    static func shares(of amount: Int64, among weights: [Int64]) -> [Int64] {
        let total = weights.reduce(0, +)
        let divided = weights.map { total.dividingFullWidth($0.multipliedFullWidth(by: amount)) }
        var shares = divided.map(\.quotient)
        let rest = Int(amount - shares.reduce(0, +))
        let losers = divided.indices.sorted {
            (-divided[$0].remainder, $0) < (-divided[$1].remainder, $1)
        }
        for place in losers.prefix(rest) { shares[place] += 1 }
        return shares
    }
}
