/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
///
/// For samples only: whoever sees a number knows the next.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    /// A generator for one of many things that are to vary independently of each other.
    init(seed: UInt64, stream: UInt64) {
        var streams = SplitMix64(seed: stream)
        self.init(seed: seed ^ streams.next())
        self.state = self.next()
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number of the range; written out, because the standard library may change its way of drawing.
    mutating func next(in range: ClosedRange<Int64>) -> Int64 {
        let count = UInt64(range.upperBound - range.lowerBound + 1)
        return range.lowerBound + Int64(self.next().multipliedFullWidth(by: count).high)
    }
}
