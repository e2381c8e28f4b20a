/** Samplers and schedules of noise by the names that ComfyUI has for them; others can be typed. */
export const SAMPLERS: readonly string[] = [
  ...["euler", "euler_ancestral", "heun", "dpm_2", "dpm_2_ancestral", "lms", "dpm_fast"],
  ...["dpm_adaptive", "dpmpp_2s_ancestral", "dpmpp_sde", "dpmpp_2m", "dpmpp_2m_sde"],
  ...["dpmpp_3m_sde", "ddim", "ddpm", "lcm", "uni_pc", "uni_pc_bh2", "res_multistep", "deis"],
];

export const SCHEDULERS: readonly string[] = [
  ...["normal", "karras", "exponential", "sgm_uniform", "simple", "ddim_uniform", "beta"],
  ...["linear_quadratic", "kl_optimal"],
];
