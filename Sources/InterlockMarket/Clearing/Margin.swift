extension ArraySlice<Offer> {
    /// The part of these offers, best first, that trades `quota` in all; they offer at least so much.
    func filled(_ quota: Int64, by margin: ClearingTerms.Margin) -> ArraySlice<Offer> {
        var left = quota
        var end = self.startIndex
        while end < self.endIndex, left > 0, self[end].energy <= left {
            left -= self[end].energy
            end += 1
        }
        switch margin {
        case .timePriority:
            guard left > 0, end < self.endIndex else { return self[..<end] }
            var filled = self[...end]
            filled[end].energy = left
            return filled
        case .proRata: return self.shared(at: left > 0 ? end : end - 1, quota)
        }
    }

    /// The offers before those at the price of the offer at `place` whole, and these in proportion.
    private func shared(at place: Int, _ quota: Int64) -> ArraySlice<Offer> {
        guard self.indices.contains(place) else { return self[..<self.startIndex] }
        let price = self[place].price
        let start = self[..<place].lastIndex { $0.price != price }.map { $0 + 1 } ?? self.startIndex
        let stop = self[place...].firstIndex { $0.price != price } ?? self.endIndex
        let left = quota - self[..<start].reduce(0) { $0 + $1.energy }
        var filled = self[..<stop]
        let shares = Self.shares(of: left, among: self[start..<stop].map(\.energy))
        for (place, share) in zip(start..<stop, shares) { filled[place].energy = share }
        return ArraySlice(filled.filter { $0.energy > 0 })
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
