namespace Foyer.Jobs;

/// <summary>Work as rows that survive their worker, and errands from those who change something to those who follow.</summary>
internal static class JobsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddJobs() => services.AddSingleton<WorkSignal<Errand>>().AddScoped<SendOnErrands>();
    }
}
