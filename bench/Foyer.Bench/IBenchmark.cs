namespace Foyer.Bench;

/// <summary>One figure of contract section 8. A class that implements this is found and run by its name.</summary>
internal interface IBenchmark
{
    string Name { get; }

    Task<Figure> Run();
}

/// <summary>A median beside the limit or peer that was measured in the same run; <c>Ratio</c> is the figure to quote.</summary>
internal sealed record Figure(double Value, string Unit, double? Limit, string? LimitName, double? Ratio, IReadOnlyList<double> Rounds);
