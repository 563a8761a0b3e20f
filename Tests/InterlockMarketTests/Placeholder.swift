import Testing

@testable import InterlockMarket
