// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that whoever builds Interlock neither fetches nor builds an HTTP server.
let package = Package(
    name: "interlock-ocsp",
    products: [.executable(name: "interlock-ocsp", targets: ["interlock-ocsp"])],
    dependencies: [
        .package(name: "interlock", path: "../.."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .executableTarget(
            name: "interlock-ocsp",
            dependencies: [
                .product(name: "Interlock", package: "interlock"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "interlock-ocsp",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
                .strictMemorySafety(),
            ]
        )
    ]
)
