/// The price levels of one side and group, in order of rank: the best is last.
///
/// Ranks are kept in runs of at most 256, so that a new level moves little memory however many there are: the best
/// in constant time, any other in log N to find and at most √N-like steps to insert.
struct PriceLadder: Sendable {
    /// A level's rank, the higher the better for the other side, and its number.
    struct Rung: Sendable {
        let rank: Int64
        let level: Int32
    }

    private static let runLength = 256
    private var runs: [[Rung]] = []

    var best: Rung? { self.runs.last?.last }

    /// The level of that rank, or else the one that `make` makes.
    mutating func level(at rank: Int64, make: () -> Int32) -> Int32 {
        guard let last = self.runs.last?.last else {
            let level = make()
            self.runs.append([Rung(rank: rank, level: level)])
            return level
        }
        if last.rank == rank { return last.level }
        let run = min(self.run(of: rank), self.runs.count - 1)
        let place = Self.place(of: rank, in: self.runs[run])
        if place < self.runs[run].count, self.runs[run][place].rank == rank {
            return self.runs[run][place].level
        }
        let level = make()
        self.runs[run].insert(Rung(rank: rank, level: level), at: place)
        if self.runs[run].count > Self.runLength { self.split(run) }
        return level
    }

    mutating func remove(rank: Int64) {
        let run = self.run(of: rank)
        guard run < self.runs.count else { return }
        let place = Self.place(of: rank, in: self.runs[run])
        guard place < self.runs[run].count, self.runs[run][place].rank == rank else { return }
        self.runs[run].remove(at: place)
        if self.runs[run].isEmpty { self.runs.remove(at: run) }
    }

    /// Calls `body` from the best on, until it gives false.
    func descend(_ body: (Rung) -> Bool) {
        for run in self.runs.reversed() {
            for rung in run.reversed() where !body(rung) { return }
        }
    }

    /// The first run whose best is at least `rank`; the number of runs where there is none.
    private func run(of rank: Int64) -> Int {
        var (low, high) = (0, self.runs.count)
        while low < high {
            let middle = (low + high) / 2
            if self.runs[middle][self.runs[middle].count - 1].rank < rank {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private static func place(of rank: Int64, in run: [Rung]) -> Int {
        var (low, high) = (0, run.count)
        while low < high {
            let middle = (low + high) / 2
            if run[middle].rank < rank { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func split(_ run: Int) {
        let half = Self.runLength / 2
        self.runs.insert(Array(self.runs[run][half...]), at: run + 1)
        self.runs[run].removeLast(self.runs[run].count - half)
    }
}
